import '../menus.test';
import '../encoding-offer.test';
import '../hostile.test';
import '../hostile-rich.test';
import '../foreign-texts.test';
