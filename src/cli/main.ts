#!/usr/bin/env node
/** The program `deskmate`, for terminals, pipes and scripts. docs/COMMAND-LINE.md describes it. */

import { run } from './run';
import { endProgram, systemTerminal } from './terminal-io';

const io = systemTerminal();
void run(process.argv.slice(2), io).then((code) => endProgram(code, io));
