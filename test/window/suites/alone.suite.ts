import '../chinese.test';
import '../full-disk.test';
