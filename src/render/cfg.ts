/** Cargo's `cfg(…)` expressions. */

/** What is true of a target: flags such as `unix`, and pairs such as `target_os="linux"`. */
export type TargetFacts = ReadonlySet<string>;

export type CfgExpression =
  { readonly operator: Operator; readonly operands: readonly CfgExpression[] } | { readonly fact: string };

type Operator = 'all' | 'any' | 'not';

const OPERATORS: Readonly<Record<string, Operator>> = { cfg: 'all', all: 'all', any: 'any', not: 'not' };

/** Does the expression hold? What is not among the facts is false. */
export function evaluateCfg(expression: CfgExpression, facts: TargetFacts): boolean {
  if ('fact' in expression) return facts.has(expression.fact);
  const { operator, operands } = expression;
  switch (operator) {
    case 'all':
      return operands.every((operand) => evaluateCfg(operand, facts));
    case 'any':
      return operands.some((operand) => evaluateCfg(operand, facts));
    case 'not':
      return !operands.some((operand) => evaluateCfg(operand, facts));
  }
}

/** Reads an expression such as `cfg(any(unix, target_os = "wasi"))`. */
export function parseCfg(text: string): CfgExpression {
  const tokens = text.match(/\w+|"[^"]*"|\S/g) ?? [];
  let position = 0;
  const expression = parseExpression();
  if (position !== tokens.length) throw malformed();
  return expression;

  function parseExpression(): CfgExpression {
    const word = parseWord();
    if (accept('=')) return { fact: `${word}=${tokens[position++]}` };
    if (!accept('(')) return { fact: word };
    const operator = OPERATORS[word];
    if (operator === undefined) throw malformed();
    return { operator, operands: parseOperands() };
  }

  function parseWord(): string {
    const word = tokens[position++];
    if (word === undefined || !/^\w+$/.test(word)) throw malformed();
    return word;
  }

  /** A list that may end in a comma, and its closing parenthesis. */
  function parseOperands(): CfgExpression[] {
    const operands: CfgExpression[] = [];
    while (!accept(')')) {
      operands.push(parseExpression());
      if (!accept(',') && tokens[position] !== ')') throw malformed();
    }
    return operands;
  }

  function accept(token: string): boolean {
    if (tokens[position] !== token) return false;
    position++;
    return true;
  }

  function malformed(): SyntaxError {
    return new SyntaxError(`not a cfg expression: ${text}`);
  }
}
