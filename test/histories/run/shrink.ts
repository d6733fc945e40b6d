/**
 * Removes from a failing list whatever it fails without: halves first, then smaller parts, then single items.
 *
 * @param fails Whether these items fail; called at most `most` times.
 */
export async function shrink<Item>(
	items: readonly Item[],
	fails: (items: readonly Item[]) => Promise<boolean>,
	most = 120,
): Promise<readonly Item[]> {
	let left = items;
	let asked = 0;
	for (let size = Math.ceil(items.length / 2); size >= 1; ) {
		let shorter = false;
		for (let at = left.length - size; at > -size && asked < most; at -= size) {
			const without = left.filter((_, index) => index < at || index >= at + size);
			if (without.length === left.length) continue;
			asked += 1;
			if (!(await fails(without))) continue;
			left = without;
			shorter = true;
		}
		if (size === 1 && (!shorter || asked >= most)) break;
		if (size > 1) size = Math.ceil(size / 2);
	}
	return left;
}
