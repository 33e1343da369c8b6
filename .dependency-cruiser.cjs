/** Imports go one way: cli and generators over lifecycle and disk, over merge and render, over pillars and gates, over project and options. */
const LAYERS = [
  ['options', []],
  ['project', ['options']],
  ['pillars', ['options', 'project']],
  ['gates', ['options', 'project']],
  ['render', ['options', 'project', 'gates']],
  ['merge', ['options', 'project', 'render']],
  ['lifecycle', ['options', 'project', 'pillars', 'gates', 'render', 'merge']],
  ['disk', ['options', 'project', 'render']],
  ['cli', ['options', 'project', 'pillars', 'gates', 'render', 'merge', 'lifecycle', 'disk']],
];
const PURE = '^src/(options|project|pillars|gates|render|merge|lifecycle)/';

module.exports = {
  forbidden: [
    ...LAYERS.map(([layer, below]) => ({
      name: `${layer}-imports-only-what-lies-below`,
      severity: 'error',
      from: { path: `^src/${layer}/` },
      to: { path: '^(src|generators|scripts|test)/', pathNot: `^src/(${[layer, ...below].join('|')})/` },
    })),
    {
      name: 'pure-stages-touch-nothing',
      comment: 'From answers to tree there is no disk, no network, no child process and no Yeoman.',
      severity: 'error',
      from: { path: PURE },
      to: { path: '^(node:)?(fs|fs/promises|child_process|net|http|https|os|process)$|fs-extra|execa|yeoman' },
    },
    { name: 'no-circle', severity: 'error', from: {}, to: { circular: true } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
  },
};
