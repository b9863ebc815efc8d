import assert from 'node:assert/strict';
import { listFor, sourcesFor } from '../../../scripts/networks/apt-sources';

describe('sources of another release', () => {
  it('are the computer’s own, with their keys, in the format deb822', () => {
    const own = `# A comment
Types: deb deb-src
URIs: https://mirror.example/debian
Suites: bookworm bookworm-updates
Components: main contrib
Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg

Types: deb
URIs: https://mirror.example/debian-security
Suites: bookworm-security
Components: main
`;
    assert.equal(
      sourcesFor('trixie', own),
      `Types: deb
URIs: https://mirror.example/debian
Suites: trixie
Components: main
Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg
`,
    );
  });

  it('keep a key of several lines', () => {
    const key = 'Signed-By:\n -----BEGIN PGP PUBLIC KEY BLOCK-----\n .\n mDMEY865UxYJ';
    const own = `types: deb\nURIs: https://m.example\nSuites:\n bookworm\nComponents: main\n${key}\n`;
    const rewritten = `Types: deb\nURIs: https://m.example\nSuites: trixie\nComponents: main\n${key}\n`;
    assert.equal(sourcesFor('trixie', own), rewritten);
  });

  it('leave out what is off, has no packages, or is no release', () => {
    const source = (fields: Record<string, string>) => {
      const all = { Types: 'deb', URIs: 'https://m.example', Suites: 'a', Components: 'main' };
      return Object.entries({ ...all, ...fields }).map(([key, value]) => `${key}: ${value}\n`);
    };
    const found = (fields: Record<string, string>) =>
      sourcesFor('trixie', source(fields).join('')) !== '';
    assert.ok(found({}));
    assert.ok(!found({ Enabled: 'no' }));
    assert.ok(!found({ Types: 'deb-src' }));
    assert.ok(!found({ Components: 'contrib' }));
    assert.ok(!found({ Suites: 'stable/' }));
    assert.ok(!found({ Suites: 'bookworm-security' }));
    assert.equal(sourcesFor('trixie', ''), '');
  });

  it('are the computer’s own, with their options, one in each line', () => {
    const own = `
# deb https://old.example/debian bookworm main
deb [arch=amd64 signed-by=/etc/apt/keyrings/a.gpg]  https://m.example/debian  bookworm  main non-free # ours
deb https://m.example/debian bookworm-updates main
deb https://m.example/debian-security bookworm-security main
deb-src https://m.example/debian bookworm main
deb https://other.example bookworm contrib
`;
    assert.equal(
      listFor('trixie', own),
      'deb [arch=amd64 signed-by=/etc/apt/keyrings/a.gpg] https://m.example/debian trixie main\n',
    );
  });

  it('name each source once', () => {
    const line = 'deb https://m.example/debian bookworm main\n';
    assert.equal(listFor('sid', line + line), 'deb https://m.example/debian sid main\n');
  });
});
