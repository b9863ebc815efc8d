import '../invite.test';
import '../conversation.test';
import '../full-pair.test';
import '../command-line.test';
import '../hand-over.test';
import '../class.test';
import '../wide.test';
// Closes a window.
import '../continue-as-new-room.test';
