/** For Node processes that load Pulumi's SDK from this repository: they start in half of the time. */
export const LATE_PACKAGES = {
	NODE_OPTIONS: `--require ${JSON.stringify(require.resolve("./late-packages.cjs"))}`,
};
