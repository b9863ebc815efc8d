import { temporaryFiles } from './temporary';

/** Makes two copies, of which the second one isn't complete, says where they are, and waits to be killed. */
async function main(folder: string, isRetained: boolean): Promise<void> {
  const files = temporaryFiles(folder);
  const whole = await files.create();
  await whole.append(Buffer.from('secret'));
  await whole.complete();
  await files.retain(isRetained);
  const half = await files.create();
  await half.append(Buffer.from('sec'));
  process.stdout.write(`${whole.path}\n${half.path}\n`);
  setInterval(() => undefined, 1000);
}

void main(process.argv[2] ?? '', process.argv[3] === 'keep');
