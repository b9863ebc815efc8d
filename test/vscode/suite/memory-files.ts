import * as vscode from 'vscode';

/** Files in memory, by path; a link is an entry of its own that is marked as one. */
export class MemoryFiles implements vscode.FileSystemProvider {
  private readonly files = new Map<string, Uint8Array>();
  private readonly links = new Set<string>();
  private readonly changes = new vscode.EventEmitter<vscode.FileChangeEvent[]>();
  readonly onDidChangeFile = this.changes.event;

  constructor(files: Readonly<Record<string, string>>, links: readonly string[] = []) {
    for (const [path, text] of Object.entries(files)) this.files.set(path, Buffer.from(text));
    for (const path of links) this.links.add(path);
  }

  text(path: string): string | undefined {
    const bytes = this.files.get(path);
    return bytes && Buffer.from(bytes).toString();
  }

  stat({ path }: vscode.Uri): vscode.FileStat {
    const type = this.typeOf(path);
    if (type === undefined) throw vscode.FileSystemError.FileNotFound(path);
    return { type, ctime: 0, mtime: 1, size: this.files.get(path)?.length ?? 0 };
  }

  readDirectory({ path }: vscode.Uri): [string, vscode.FileType][] {
    const names = new Map<string, vscode.FileType>();
    for (const file of this.files.keys()) {
      if (!file.startsWith(`${path}/`)) continue;
      const [name = ''] = file.slice(path.length + 1).split('/');
      names.set(name, this.typeOf(`${path}/${name}`) ?? vscode.FileType.Unknown);
    }
    return [...names];
  }

  readFile({ path }: vscode.Uri): Uint8Array {
    return this.files.get(path) ?? this.refuse(path);
  }

  writeFile(uri: vscode.Uri, content: Uint8Array): void {
    this.files.set(uri.path, content);
    this.changes.fire([{ type: vscode.FileChangeType.Changed, uri }]);
  }

  watch(): vscode.Disposable {
    return new vscode.Disposable(() => undefined);
  }

  createDirectory(): void {}

  delete({ path }: vscode.Uri): void {
    this.files.delete(path);
  }

  rename({ path }: vscode.Uri): void {
    this.refuse(path);
  }

  private typeOf(path: string): vscode.FileType | undefined {
    const isFile = this.files.has(path);
    const isFolder = [...this.files.keys()].some((file) => file.startsWith(`${path}/`));
    if (!isFile && !isFolder) return undefined;
    const link = this.links.has(path) ? vscode.FileType.SymbolicLink : vscode.FileType.Unknown;
    return link | (isFile ? vscode.FileType.File : vscode.FileType.Directory);
  }

  private refuse(path: string): never {
    throw vscode.FileSystemError.FileNotFound(path);
  }
}
