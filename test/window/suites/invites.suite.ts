import '../invite.test';
import '../conversation.test';
import '../full-pair.test';
import '../terminal.test';
import '../files.test';
import '../pins-and-search.test';
import '../message-menu.test';
import '../check-connection.test';
