/** SPDX licence expressions, as crates write them. */

export type LicenceExpression =
  /** One licence with its exception if it has one: `Apache-2.0 WITH LLVM-exception`. */
  { readonly licence: string } | { readonly operator: 'AND' | 'OR'; readonly operands: readonly LicenceExpression[] };

/**
 * Reads an expression such as `(MIT OR Apache-2.0) AND Unicode-3.0`. As cargo-deny does it takes `/`, which older crates
 * write, for `OR`. The `+` of `MPL-2.0+` is left out, for the licence itself satisfies it.
 */
export function parseLicence(text: string): LicenceExpression {
  const tokens = text.match(/[()/]|[^\s()/]+/g) ?? [];
  let position = 0;
  const expression = parseAlternatives();
  if (position !== tokens.length) throw malformed();
  return expression;

  function parseAlternatives(): LicenceExpression {
    const operands = [parseConjunction()];
    while (accept('OR') || accept('/')) operands.push(parseConjunction());
    return combine('OR', operands);
  }

  /** `AND` binds more tightly than `OR`. */
  function parseConjunction(): LicenceExpression {
    const operands = [parseOperand()];
    while (accept('AND')) operands.push(parseOperand());
    return combine('AND', operands);
  }

  function parseOperand(): LicenceExpression {
    if (!accept('(')) return { licence: parseName() + (accept('WITH') ? ` WITH ${parseName()}` : '') };
    const expression = parseAlternatives();
    if (!accept(')')) throw malformed();
    return expression;
  }

  function parseName(): string {
    const name = tokens[position++];
    if (name === undefined || !/^(?!(?:AND|OR|WITH)$)[\w.:-]+\+?$/.test(name)) throw malformed();
    return name.replace(/\+$/, '');
  }

  function accept(token: string): boolean {
    if (tokens[position] !== token) return false;
    position++;
    return true;
  }

  function malformed(): SyntaxError {
    return new SyntaxError(`not a licence expression: ${text}`);
  }
}

function combine(operator: 'AND' | 'OR', operands: readonly LicenceExpression[]): LicenceExpression {
  const [only] = operands;
  return operands.length === 1 && only !== undefined ? only : { operator, operands };
}

/** Every licence that the expression names. */
export function licencesIn(expression: LicenceExpression): string[] {
  return 'licence' in expression ? [expression.licence] : expression.operands.flatMap(licencesIn);
}

/** Do the allowed licences satisfy the expression? */
export function permits(isAllowed: (licence: string) => boolean, expression: LicenceExpression): boolean {
  if ('licence' in expression) return isAllowed(expression.licence);
  const { operator, operands } = expression;
  return operator === 'AND'
    ? operands.every((operand) => permits(isAllowed, operand))
    : operands.some((operand) => permits(isAllowed, operand));
}
