/** Milliseconds of processor time that some work takes, which a busy machine does not lengthen as it does the time of day. */
export function cpuMs(work: () => void): number {
	const before = process.cpuUsage();
	work();
	const { user, system } = process.cpuUsage(before);
	return (user + system) / 1000;
}
