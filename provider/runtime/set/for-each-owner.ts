/**
 * Processes all items, those of one owner together, so that the owner is read once.
 *
 * Only as many owners at a time as `concurrency`: ten thousand waiting tokens cost more memory, and more time to
 * clean it up, than all the work.
 *
 * @param idOf The token's ID, as in `p5/12`; `undefined` where there is no token yet.
 */
export async function forEachOwner<Item>(
	items: Iterable<Item>,
	{ idOf, concurrency }: { idOf: (item: Item) => string | undefined; concurrency: number },
	act: (own: readonly Item[]) => Promise<unknown>,
): Promise<void> {
	const owners = new Map<string, Item[]>();
	for (const item of items) {
		const id = idOf(item) ?? "";
		const owner = id.slice(0, id.lastIndexOf("/"));
		const others = owners.get(owner);
		if (others === undefined) owners.set(owner, [item]);
		else others.push(item);
	}
	// The lanes share one iterator: each takes the next owner when it is done with one.
	const waiting = owners.values();
	const lane = async () => {
		for (const own of waiting) await act(own);
	};
	await Promise.all(Array.from({ length: concurrency }, lane));
}
