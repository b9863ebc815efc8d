import './styles/panel.css';
import { Host } from './base/host';
import { Panel } from './panel';

const root = document.getElementById('panel');
if (root) new Panel(new Host(), root);
