import '../pins-and-search.test';
import '../message-menu.test';
import '../terminal.test';
import '../test-failure.test';
import '../files.test';
import '../check-connection.test';
import '../nearby.test';
import '../room-code.test';
