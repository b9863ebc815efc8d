import assert from 'node:assert/strict';
import { folderAbove } from '../../../src/ui/patch/sender-folder';

describe('the folders above a sent path', () => {
  const names = (path: string) => path.split('/');
  const above = (file: string, path: string, ...roots: string[]) =>
    folderAbove(names(file), path, roots.map(names));

  it('go from the repository, or the folder that is open, down', () => {
    const file = 'home/ann/course/lab3/src/hub.c';
    assert.equal(
      above(file, 'src/hub.c', 'home/ann/course', 'home/ann/course/lab3'),
      'course/lab3',
    );
    assert.equal(above(file, 'lab3/src/hub.c', 'home/ann/course'), 'course');
    assert.equal(above(file, 'src/hub.c', 'home/ann/course/lab3'), 'lab3');
    // The repository lies in the folder that is open.
    assert.equal(above(file, 'course/lab3/src/hub.c', 'home/ann', 'home/ann/course'), 'ann');
    // A window with several folders names the folder in the path.
    assert.equal(above(file, 'lab3/src/hub.c', 'home/ann/course/lab3'), undefined);
  });

  it('are none where the path is not the end of the file’s own', () => {
    assert.equal(above('home/ann/course/hub.c', 'main.c', 'home/ann/course'), undefined);
    assert.equal(above('hub.c', 'hub.c', 'hub.c'), undefined);
    assert.equal(above('hub.c', 'src/hub.c'), undefined);
  });
});
