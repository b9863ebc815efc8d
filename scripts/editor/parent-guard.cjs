// Loaded into a program that must not outlive the process that started it. The parent holds the
// other end of a pipe and never writes: when the pipe ends, the parent is gone, even if it was killed.
const fd = Number(process.env.PARENT_GUARD_FD);
// Only for this program, not for those it starts: they have no such pipe.
delete process.env.PARENT_GUARD_FD;

if (fd) {
  const { Socket } = require('node:net');
  const pipe = new Socket({ fd });
  pipe.on('error', () => {});
  pipe.on('close', () => {
    // The program leads a process group of its own: this ends its children too.
    if (process.platform !== 'win32') process.kill(-process.pid, 'SIGKILL');
    process.exit(1);
  });
  pipe.resume();
  pipe.unref();
}
