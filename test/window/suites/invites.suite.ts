import '../invite.test';
import '../conversation.test';
import '../full-pair.test';
