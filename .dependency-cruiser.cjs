/** The house of docs/message-path.md as rules: imports run downward only. */
const pure = 'src/(mail|calendar|booking|out-of-office|authorship|access|quota)/';
const engines = 'src/(store|directory)/[^/]+/';
const paths = 'src/(delivery|submission|outbox|imap|admin)/';
const ports = 'src/(store/(mail-store|desk|access-store)|directory/(directory|deputies))[.]ts$';
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
    rule(
      'no-cycles',
      'two files that need each other are one file',
      {},
      { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    ),
    rule(
      'mail-is-the-ground',
      'mail/ knows nothing of ours',
      { path: '^src/mail/' },
      { path: '^(src|services)/', pathNot: '^src/mail/' },
    ),
    rule(
      'calendar-on-mail',
      'calendar/ knows mail/ only',
      { path: '^src/calendar/' },
      { path: '^(src|services)/', pathNot: '^src/(calendar|mail)/' },
    ),
    rule(
      'pure-on-calendar-and-mail',
      'pure folders know calendar/ and mail/ only',
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
      'ports know the pure folders',
      { path: `^${ports}` },
      { path: '^(src|services)/', pathNot: [`^${pure}`, `^${ports}`] },
    ),
    rule(
      'engines-stay-below',
      'an engine knows its port, the pure folders and runtime',
      { path: `^${engines}` },
      {
        path: '^(src|services)/',
        pathNot: [`^${engines}`, `^${pure}`, `^${ports}`, '^src/(store|directory)/[^/]+[.]ts$', '^src/runtime/'],
      },
    ),
    rule(
      'engines-come-from-wiring',
      'only wiring.ts imports an engine',
      { path: '^(src|services)/', pathNot: ['^src/wiring[.]ts$', `^${engines}`] },
      { path: `^${engines}` },
    ),
    rule(
      'paths-stay-above',
      'paths know neither wiring nor services',
      { path: `^${paths}` },
      { path: ['^src/(wiring|start-services|settings-of)[.]ts$', '^services/'] },
    ),
    rule(
      'runtime-knows-no-path',
      'runtime is below everything but the pure folders',
      { path: '^src/runtime/' },
      { path: '^(src|services)/', pathNot: ['^src/runtime/', '^src/mail/'] },
    ),
    rule(
      'product-knows-no-test',
      'src and services do not import test',
      { path: '^(src|services)/' },
      { path: '^test/' },
    ),
    only('better-sqlite3', 'better-sqlite3', '/sqlite/'),
    only('ical.js', 'ical[.]js|timezones-ical-library|windows-iana', '^src/calendar/'),
    only('smtp-server', 'smtp-server', '^src/submission/'),
    only('nodemailer', 'nodemailer', '^src/outbox/'),
    only('imapflow', 'imapflow', '^src/store/dovecot/'),
    only('mailparser', 'mailparser', '^src/mail/'),
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
