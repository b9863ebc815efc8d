import '../host.test';
import '../talk.test';
import '../location.test';
import '../message-box.test';
import '../line.test';
import '../leave.test';
import '../wire.test';
import '../weather.test';
