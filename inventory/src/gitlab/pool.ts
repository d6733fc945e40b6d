/** Calls `work` with every item, at most `width` at once; ends early, without an error, once `work` returns false. */
export async function inPool<Item>(
	items: readonly Item[],
	width: number,
	work: (item: Item) => Promise<boolean>,
): Promise<void> {
	let next = 0;
	const worker = async () => {
		while (next < items.length) {
			const item = items[next] as Item;
			next += 1;
			if (!(await work(item))) next = items.length;
		}
	};
	await Promise.all(Array.from({ length: Math.min(width, items.length) }, worker));
}
