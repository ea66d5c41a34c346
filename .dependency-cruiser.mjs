/** The package ladder (DESIGN §2) as rules. Each one is proved by a planted violation in test/static/boundaries.test.ts. */

/** What each package may import. Names left of it on the ladder only; who is not named here may import nothing. */
const ladder = {
  contract: [],
  policy: ['contract'],
  seal: ['contract', 'policy'],
  ledger: ['contract', 'policy', 'seal'],
  exchange: ['contract', 'policy', 'seal', 'ledger'],
  kit: ['contract', 'policy', 'seal', 'ledger', 'exchange'],
  desk: ['contract', 'policy', 'seal', 'ledger', 'exchange', 'kit'],
  ui: ['contract', 'policy'],
  cli: ['contract', 'policy', 'seal', 'ledger', 'exchange', 'kit', 'desk', 'ui', 'verifier'],
  verifier: ['contract'],
}
const forServices = ['contract', 'policy', 'kit', 'desk', 'ui']

const code = '\\.[cm]?[jt]sx?$'
// ui has a second one, for services: it loads no React.
const door = '^packages/([^/]+/src/index\\.tsx?|ui/src/worker/index\\.ts)$'
const tests = '\\.test\\.tsx?$'
// What a package's own tests share.
const testTools = '^(packages|services)/[^/]+/test/'
const anyOf = (names) => `(${names.join('|')})`

const ladderRules = Object.entries(ladder).map(([name, allowed]) => ({
  name: `ladder-${name}`,
  comment: `${name} may import ${allowed.join(', ') || 'no other package'}`,
  severity: 'error',
  from: { path: `^packages/${name}/` },
  to: { path: '^packages/', pathNot: `^packages/${anyOf([name, ...allowed])}/` },
}))

export default {
  forbidden: [
    ...ladderRules,
    {
      name: 'ladder-unknown-package',
      comment: 'a new package takes its place in the ladder of this file before it imports anything',
      severity: 'error',
      from: { path: '^packages/', pathNot: `^packages/${anyOf(Object.keys(ladder))}/` },
      to: { path: '^packages/' },
    },
    {
      name: 'ladder-services',
      comment: `a service imports ${forServices.join(', ')} and nothing else of the packages`,
      severity: 'error',
      from: { path: '^services/' },
      to: { path: '^packages/', pathNot: `^packages/${anyOf(forServices)}/` },
    },
    {
      name: 'services-never-each-other',
      comment: 'two organisations meet on the bus, never in an import',
      severity: 'error',
      from: { path: '^services/([^/]+)/' },
      to: { path: '^services/', pathNot: '^services/$1/' },
    },
    {
      name: 'packages-know-no-service',
      comment: 'a new kind of organisation is a new folder and nothing else',
      severity: 'error',
      from: { path: '^packages/' },
      to: { path: '^services/' },
    },
    {
      name: 'product-knows-no-infra',
      comment: 'infra starts the product, never the other way round',
      severity: 'error',
      from: { path: '^(packages|services)/', pathNot: tests },
      to: { path: '^infra/' },
    },
    {
      name: 'only-tests-know-test',
      comment: 'test files beside the source, and their tools, may use test/kit; everything else knows nothing of test/',
      severity: 'error',
      from: { path: '^(packages|services|infra)/', pathNot: [tests, testTools] },
      to: { path: '^test/' },
    },
    {
      name: 'tests-use-only-the-kit',
      comment: 'a test file beside the source, and its tools, take theirs from test/kit',
      severity: 'error',
      from: { path: [`^(packages|services|infra)/.*${tests}`, testTools] },
      to: { path: '^test/', pathNot: '^test/kit/' },
    },
    {
      name: 'only-tests-know-test-tools',
      comment: 'what runs knows nothing of what only tests use',
      severity: 'error',
      from: { path: '^(packages|services|infra)/', pathNot: [tests, testTools] },
      to: { path: testTools },
    },
    {
      name: 'one-door-per-package',
      comment: 'from outside, a package is its src/index.ts',
      severity: 'error',
      from: { path: '^(packages/[^/]+|services/[^/]+|infra)/' },
      to: { path: `^packages/.*${code}`, pathNot: ['^$1/', door] },
    },
    {
      name: 'tests-use-a-packages-door-or-its-test-tools',
      comment: 'tests of the whole may take the tools that a package has for its own tests',
      severity: 'error',
      from: { path: '^test/' },
      to: { path: `^packages/.*${code}`, pathNot: [door, '^packages/[^/]+/test/'] },
    },
    {
      name: 'no-package-by-relative-path',
      comment: 'a package is imported by its name, so that package.json says the truth',
      severity: 'error',
      from: { path: '^(packages/[^/]+|services/[^/]+|infra|test)/' },
      to: { path: '^packages/', pathNot: ['^$1/', '^packages/[^/]+/test/'], dependencyTypes: ['local'] },
    },
    {
      name: 'nobody-uses-another-features-doors',
      comment: "a feature folder uses another feature's decisions, stores and tables, never its .http .inbox .jobs",
      severity: 'error',
      from: { path: '^(services/[^/]+|packages/desk)/src/([^/]+)/' },
      to: { path: '^$1/src/[^/]+/.*\\.(http|inbox|jobs)\\.tsx?$', pathNot: '^$1/src/$2/' },
    },
    {
      name: 'stores-know-no-door',
      comment: 'data does not know who asks for it',
      severity: 'error',
      from: { path: '^(services/[^/]+|packages/desk)/src/.*\\.(store|tables)\\.tsx?$' },
      to: { path: '\\.(http|inbox|jobs)\\.tsx?$' },
    },
    {
      name: 'nothing-reads-proceedings',
      comment: 'R-2: whether a person takes part in proceedings is kept where no rule can import it; the door hands on the feature alone',
      severity: 'error',
      from: { pathNot: ['^packages/desk/src/proceedings/', '^packages/desk/src/index\\.ts$'] },
      to: { path: '^packages/desk/src/proceedings/' },
    },
    {
      name: 'opening-knows-no-sealing',
      comment: 'DESIGN §2: what opens an envelope does not depend on what makes one',
      severity: 'error',
      from: { path: '^packages/seal/src/opening/', pathNot: tests },
      to: { path: '^packages/seal/src/sealing/', reachable: true },
    },
    {
      name: 'only-exchange-knows-the-bus',
      comment: 'the bus client lives behind the port of exchange; infra runs the servers, test looks at them',
      severity: 'error',
      from: { pathNot: '^(packages/exchange|infra|test)/' },
      to: { path: '(^|/)@nats-io/' },
    },
    {
      name: 'contract-and-policy-are-pure',
      comment: 'data and decisions: nothing of Node, so that they run in a browser and in a replay',
      severity: 'error',
      from: { path: '^packages/(contract|policy)/src/', pathNot: tests },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'could-not-resolve',
      comment: 'an import that leads nowhere is not checked by any rule above',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'no-cycles',
      comment: 'two files that import each other are one file',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(dist|coverage)/' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.mts', '.mjs', '.js', '.json', '.d.ts'],
      mainFields: ['module', 'main', 'types'],
    },
  },
}
