// Run by every `mocha` call here; the scripts in package.json name the tests that run.
process.env.TS_NODE_PROJECT ??= require("node:path").join(__dirname, "test/tsconfig.json");

module.exports = {
	require: ["ts-node/register/transpile-only"],
	extension: ["ts"],
	// Only a real GitLab leaves cases out, those that need the emulator's control interface.
	forbidPending: process.env.GITLAB_BASE_URL === undefined,
	forbidOnly: Boolean(process.env.CI),
	failZero: true,
	timeout: 10_000,
	reporter: require.resolve("./tools/mocha-reporter.cjs"),
};
