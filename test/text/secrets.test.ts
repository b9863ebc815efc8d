import { strict as assert } from 'node:assert';
import { looksSecret, secretLines } from '../../src/text/secrets';

describe('what looks like a secret', () => {
  for (const line of [
    'password: hunter2',
    'DB_PASSWORD=hunter2',
    'export AWS_SECRET_ACCESS_KEY=wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
    '"api_key": "0123456789abcdef",',
    "{'token': 'abc123'}",
    'Authorization: Bearer abcdef.ghijkl-mnop',
    '密码：abc123',
    'your passphrase is correct horse',
    'mysql -u root --password hunter2',
    'curl --token=abc123 example.com',
    'git clone https://ann:hunter2@example.com/lab.git',
    'redis://:p4ss@127.0.0.1:6379/0',
    `remote: ghp_${'a1B2'.repeat(9)}`,
    'glpat-abcdefghij1234567890',
    'using AKIAIOSFODNN7EXAMPLE',
    `sk-${'abcd1234'.repeat(4)}`,
    'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc',
    'vscode://deskmate.deskmate/join?k=pair&a=10.0.0.2&p=9000',
    'key aB3xY9zQ1wE5rT7uI2oP4aS6dF8gH0jK',
  ]) {
    it(`marks ${line.slice(0, 40)}`, () => assert.equal(looksSecret(line), true));
  }

  for (const line of [
    'Enter your password:',
    'password: ********',
    'token=None',
    'SECRET_KEY=$SECRET_KEY',
    'api_key: <your key>',
    'the token is invalid.',
    'error: unexpected token in main.c:12',
    'commit 3f786850e387550fdab836ed7e6dc881de23001b',
    'sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
    'File "/home/ann/lab/socket_programming_exercise_three/client.py", line 12',
    'PWD=/home/ann/lab',
    'http://127.0.0.1:8000/',
    'a very long identifier: TestSocketServerHandlesManyClientsAtOnce',
    '550e8400-e29b-41d4-a716-446655440000',
  ]) {
    it(`leaves ${line.slice(0, 40)}`, () => assert.equal(looksSecret(line), false));
  }

  it('marks all lines of a private key', () => {
    const lines = [
      'here:',
      '-----BEGIN OPENSSH PRIVATE KEY-----',
      'b3BlbnNzaC1rZXk',
      'AAAA',
      '-----END OPENSSH PRIVATE KEY-----',
      'done',
    ];
    assert.deepEqual([...secretLines(lines)], [1, 2, 3, 4]);
  });

  it('takes no time for a long line', () => {
    assert.equal(looksSecret(`${'password'.repeat(50_000)} `), false);
  });
});
