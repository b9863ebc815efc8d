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
  void addTests(subscriptions);
};

/** The tests of `test_hub.py`, if it is there: the last line of each one fails. */
async function addTests(subscriptions) {
  const [uri] = await vscode.workspace.findFiles('test_hub.py', undefined, 1);
  if (!uri) return;
  const document = await vscode.workspace.openTextDocument(uri);
  const tests = vscode.tests.createTestController('pytest', 'pytest');
  subscriptions.push(tests);
  const file = tests.createTestItem('test_hub.py', 'test_hub.py', uri);
  const name = 'test_sender_hears_nothing';
  const first = document.positionAt(document.getText().indexOf(name)).line;
  const last = document.lineCount - 2;
  const test = tests.createTestItem(name, name, uri);
  test.range = new vscode.Range(first, 0, last, 0);
  file.children.add(test);
  tests.items.add(file);
  tests.createRunProfile('Run', vscode.TestRunProfileKind.Run, (request) => {
    const run = tests.createTestRun(request);
    const failure = vscode.TestMessage.diff(
      String.raw`AssertionError: assert b'hello' == b'hello\n'`,
      String.raw`b'hello\n'`,
      "b'hello'",
    );
    failure.location = new vscode.Location(uri, new vscode.Position(last, 4));
    run.started(test);
    run.failed(test, failure, 3);
    run.end();
  });
}
