import '../host.test';
import '../talk.test';
import '../location.test';
import '../message-box.test';
import '../nicknames.test';
import '../line.test';
import '../wire.test';
import '../weather.test';
// Closes its windows.
import '../leave.test';
