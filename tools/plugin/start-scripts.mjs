// @ts-check

/** The name by which the engine starts the provider. */
export const PROGRAM = "pulumi-resource-gitlab-deploy-tokens";

/*
 * The engine hides what a provider writes, but for one line on stdout, where it expects the port: of a provider that
 * ends within that line it shows the line. So every message goes there, without a line break, and to stderr for people.
 */

/** @param {string} node */
const missing = (node) =>
	`${PROGRAM} needs Node.js ${node} or newer, and there is no node on PATH; install it (https://nodejs.org), then run Pulumi again`;

/** For Linux and macOS. Without a program but Node, which is all that PATH has to have. @param {string} node */
export const shellScript = (node) => `#!/bin/sh
if ! command -v node >/dev/null 2>&1; then
	message="${missing(node)}"
	printf '%s' "$message"
	echo "$message" >&2
	exit 1
fi
exec node "\${0%/*}/start.cjs" "$@"
`;

/** For Windows. @param {string} node */
export const commandScript = (node) =>
	[
		"@echo off",
		"where node >nul 2>nul",
		"if errorlevel 1 (",
		`\t<nul set /p "=${missing(node)}"`,
		`\techo ${missing(node).replaceAll(/[()]/g, "^$&")} 1>&2`,
		"\texit /b 1",
		")",
		'node "%~dp0start.cjs" %*',
		"",
	].join("\r\n");

/** Starts the bundle. In the JavaScript of any Node, since an old one cannot even read the bundle. @param {string} node */
export const startModule = (node) => `"use strict";
var needed = ${JSON.stringify(node.split(".").map(Number))};
var found = process.versions.node.split(".").map(Number);
var index = 0;
while (index < 2 && found[index] === needed[index]) index += 1;
if (found[index] < needed[index]) {
	var message =
		"${PROGRAM} needs Node.js ${node} or newer, and the node on PATH (" + process.execPath + ") is " +
		process.versions.node + "; install a newer one (https://nodejs.org), then run Pulumi again";
	process.stdout.write(message);
	process.stderr.write(message + "\\n");
	process.exitCode = 1;
} else {
	require("./provider.cjs").main();
}
`;
