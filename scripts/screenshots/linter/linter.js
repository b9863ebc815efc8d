const vscode = require('vscode');

/** Where the pictures' editor has no Python extension: the one mistake that students make there. */
const mistake = /(?<![\w.])client(?=\.pop)/g;

exports.activate = ({ subscriptions }) => {
  const found = vscode.languages.createDiagnosticCollection('pyflakes');
  const check = (document) => {
    if (document.languageId !== 'python') return;
    const all = [...document.getText().matchAll(mistake)].map(({ 0: name, index }) => {
      const range = new vscode.Range(
        document.positionAt(index),
        document.positionAt(index + name.length),
      );
      const diagnostic = new vscode.Diagnostic(range, `undefined name '${name}'`);
      diagnostic.source = 'Pyflakes';
      diagnostic.code = 'F821';
      return diagnostic;
    });
    found.set(document.uri, all);
  };
  vscode.workspace.textDocuments.forEach(check);
  subscriptions.push(found, vscode.workspace.onDidOpenTextDocument(check));
};
