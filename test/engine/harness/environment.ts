/** The caller's environment without what would configure Pulumi, this package or a proxy. */
export function plainEnvironment(): Record<string, string> {
	const kept = Object.entries(process.env).filter(
		([name]) => !/^(GITLAB|PULUMI|TS_NODE)_|_proxy$/i.test(name),
	);
	return Object.fromEntries(kept) as Record<string, string>;
}

/** For Node processes that load Pulumi's SDK from this repository: they start in half of the time. */
export const LATE_PACKAGES = {
	NODE_OPTIONS: `--require ${JSON.stringify(require.resolve("./late-packages.cjs"))}`,
};
