/** The parts of `urn:pulumi:stack::project::parentType$type::name` that say which resource it is. */
export function partsOf(urn: string): { type: string; name: string } {
	const [, , types = "", ...name] = urn.split("::");
	return { type: types.split("$").at(-1) ?? "", name: name.join("::") };
}
