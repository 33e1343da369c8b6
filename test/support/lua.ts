import type { Expression } from 'luaparse';

export interface LuaTable {
  readonly [key: string]: LuaValue;
}

export type LuaValue = string | number | boolean | null | readonly LuaValue[] | LuaTable;

/** What a Lua expression of literals and tables stands for; a table without keys is a list. */
export function luaValue(expression: Expression): LuaValue {
  switch (expression.type) {
    case 'StringLiteral':
    case 'NumericLiteral':
    case 'BooleanLiteral':
      return expression.value;
    case 'NilLiteral':
      return null;
    case 'TableConstructorExpression': {
      const { fields } = expression;
      if (fields.every((field) => field.type === 'TableValue')) return fields.map(({ value }) => luaValue(value));
      return Object.fromEntries(
        fields.map((field) => {
          if (field.type === 'TableKeyString') return [field.key.name, luaValue(field.value)];
          if (field.type === 'TableKey' && field.key.type === 'StringLiteral')
            return [field.key.value, luaValue(field.value)];
          throw new Error('a table with and without names');
        }),
      );
    }
    default:
      throw new Error(`${expression.type} is no literal`);
  }
}
