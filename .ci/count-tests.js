/**
 * Prints "PASSED FAILED" from vitest's JSON report. A failure outside of a test (a file that does not load, the global
 * set-up, an unhandled error) counts as one failed test, so a run that ends with an error never counts as passed.
 */
import { readFileSync } from 'node:fs';

const [reportFile = '', status = '1'] = process.argv.slice(2);

let passed = 0;
let failed = 0;
try {
  const report = JSON.parse(readFileSync(reportFile, 'utf8'));
  passed = report.numPassedTests;
  const brokenFiles = report.testResults.filter(
    (file) => file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed'),
  );
  failed = report.numFailedTests + brokenFiles.length;
} catch {
  failed = 1;
}
if (status !== '0' && failed === 0) failed = 1;
console.log(`${passed} ${failed}`);
