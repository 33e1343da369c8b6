/**
 * Something that the user can mend: one sentence that says what is wrong, where, and what to do. Ends the program with
 * exit code 2; nothing has been written.
 */
export class InputError extends Error {
  override readonly name = 'InputError';
}
