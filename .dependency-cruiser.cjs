/** The layers of CONTRIBUTING.md as rules: imports run downward only, including imports of types. */
const pure = 'src/(mail|calendar|booking|out-of-office|authorship|access|quota)/';
const engines = 'src/(store|directory)/[^/]+/';
const paths = 'src/(lmtp|delivery|resources|housekeeping|submission|outbox|imap|admin)/';
const ports = 'src/(store/(mail-store|desk|access-store|store-error)|directory/(account|directory|deputies))[.]ts$';
const rule = (name, comment, from, to) => ({ name, severity: 'error', comment, from, to });
const only = (name, packages, allowed) =>
  rule(
    `${name}-in-its-place`,
    `${name} is imported only in ${allowed}`,
    { path: '^(src|services)/', pathNot: allowed },
    { path: `node_modules/(${packages})/` },
  );

module.exports = {
  forbidden: [
    rule('no-circles', 'types that two files share live in a file below both', {}, { circular: true }),
    {
      ...rule('no-circles-of-folders', 'a folder imports downward only', { path: '^src/' }, { circular: true }),
      scope: 'folder',
    },
    rule(
      'mail-is-lowest',
      'mail/ imports nothing of this project',
      { path: '^src/mail/' },
      { path: '^(src|services)/', pathNot: '^src/mail/' },
    ),
    rule(
      'calendar-on-mail',
      'calendar/ imports mail/ only',
      { path: '^src/calendar/' },
      { path: '^(src|services)/', pathNot: '^src/(calendar|mail)/' },
    ),
    rule(
      'pure-on-calendar-and-mail',
      'pure folders import calendar/ and mail/ only',
      { path: '^src/(booking|out-of-office|authorship|access|quota)/([^/]+)' },
      { path: '^(src|services)/', pathNot: ['^src/(calendar|mail)/', '^src/$1/'] },
    ),
    rule(
      'pure-does-no-io',
      'pure folders do no I/O',
      { path: `^${pure}` },
      { dependencyTypes: ['core'], pathNot: '^(node:)?(crypto|buffer|stream|util|url|string_decoder)$' },
    ),
    rule(
      'ports-on-types',
      'ports import the pure folders only',
      { path: `^${ports}` },
      { path: '^(src|services)/', pathNot: [`^${pure}`, `^${ports}`] },
    ),
    rule(
      'engines-stay-below',
      'an engine imports its port, the pure folders and runtime',
      { path: `^${engines}` },
      {
        path: '^(src|services)/',
        pathNot: [`^${engines}`, `^${pure}`, `^${ports}`, '^src/(store|directory)/[^/]+[.]ts$', '^src/runtime/'],
      },
    ),
    rule(
      'engines-come-from-wiring',
      'only wiring-engines.ts imports an engine',
      { path: '^(src|services)/', pathNot: ['^src/wiring-engines[.]ts$', `^${engines}`] },
      { path: `^${engines}` },
    ),
    rule(
      'paths-stay-above',
      'paths import neither wiring nor services',
      { path: `^${paths}` },
      { path: ['^src/wiring[^/]*[.]ts$', '^services/'] },
    ),
    rule(
      'deliver-is-the-top',
      'only wiring.ts imports delivery/deliver.ts',
      { path: '^(src|services)/', pathNot: '^src/wiring[.]ts$' },
      { path: '^src/delivery/deliver[.]ts$' },
    ),
    rule(
      'lmtp-knows-no-account',
      'lmtp/ imports the types of delivery, the pure folders and runtime',
      { path: '^src/lmtp/' },
      {
        path: '^(src|services)/',
        pathNot: ['^src/(lmtp|mail|runtime|settings)/', '^src/delivery/(inbound-path|recipients/recipient)[.]ts$'],
      },
    ),
    rule(
      'resources-below-delivery',
      'resources/ does not import delivery/',
      { path: '^src/resources/' },
      { path: '^src/(delivery|lmtp|admin|submission|housekeeping)/' },
    ),
    rule(
      'runtime-imports-no-path',
      'runtime is below everything but mail/',
      { path: '^src/runtime/' },
      { path: '^(src|services)/', pathNot: ['^src/runtime/', '^src/mail/'] },
    ),
    rule(
      'product-imports-no-test',
      'src and services do not import test',
      { path: '^(src|services)/' },
      { path: '^test/' },
    ),
    only('better-sqlite3', 'better-sqlite3', '/sqlite/'),
    only('ical.js', 'ical[.]js|timezones-ical-library|windows-iana', '^src/calendar/'),
    only('smtp-server', 'smtp-server', '^src/submission/'),
    only('nodemailer', 'nodemailer', '^src/outbox/'),
    only('imapflow', 'imapflow', '^src/(store/dovecot|import)/'),
    only('mailparser', 'mailparser', '^src/mail/'),
    only('tldts', 'tldts', '^src/mail/organizational-domain[.]ts$'),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};
