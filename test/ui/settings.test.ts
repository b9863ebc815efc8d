import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';

const { contributes } = JSON.parse(readFileSync('package.json', 'utf8')) as {
  readonly contributes: {
    readonly configuration: {
      readonly properties: Readonly<
        Record<string, { readonly scope?: string; readonly ignoreSync?: boolean }>
      >;
    };
  };
};

describe('the settings', () => {
  it('take servers for wide rooms from no workspace, and send their keys to no other computer', () => {
    const { scope, ignoreSync } =
      contributes.configuration.properties['deskmate.wide.servers'] ?? {};
    assert.deepEqual({ scope, ignoreSync }, { scope: 'machine', ignoreSync: true });
  });
});
