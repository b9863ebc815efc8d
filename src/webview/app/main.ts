import './styles/panel.css';
import { Panel } from './panel';

const root = document.getElementById('panel');
if (root) new Panel(root);
