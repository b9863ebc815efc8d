import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import {
  labClientLanguages,
  labClients,
  templateEndpoint,
  templateName,
  transportNames,
  withAddress,
} from '../../../src/ui/rooms/lab-client';

const folder = 'media/lab-clients';

describe('the templates of lab clients', () => {
  const clients = labClientLanguages.flatMap((language) =>
    transportNames.map((transport) => ({
      ...labClients[language],
      template: templateName(language, transport),
    })),
  );

  it('are all the files in their folder', () => {
    assert.deepEqual(readdirSync(folder).sort(), clients.map(({ template }) => template).sort());
  });

  for (const { fileName, runCommand, template } of clients) {
    describe(template, () => {
      const text = readFileSync(`${folder}/${template}`, 'utf8');

      it('says in its first line how to save and run it', () => {
        const [first = ''] = text.split('\n');
        assert.ok(first.includes(`Save as ${fileName}, then run: ${runCommand}`), first);
      });

      it('runs as it is, with the address of the templates', () => {
        assert.equal(withAddress(text, templateEndpoint), text);
      });

      for (const host of ['192.168.1.5', '::1', 'fe80::1%eth0', 'lab.example.org']) {
        it(`takes the address ${host} in two lines, and none is left to fill in`, () => {
          const filled = withAddress(text, { host, port: 4567 });
          const before = text.split('\n');
          const changed = filled.split('\n').filter((line, index) => line !== before[index]);
          assert.equal(changed.length, 2);
          assert.match(changed[0] ?? '', /\bHOST\b/i);
          assert.ok(changed[0]?.includes(`"${host}"`), changed[0]);
          assert.match(changed[1] ?? '', /\bPORT\b.*\b4567\b/i);
          assert.ok(!/127\.0\.0\.1|\b9000\b/.test(filled));
        });
      }
    });
  }
});
