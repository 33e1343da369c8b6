/** Everything of the outside that a command touches, so that tests need no terminal. */
export interface Io {
  readonly cwd: string;
  readonly interactive: boolean;
  out(text: string): void;
  err(text: string): void;
}
