import { type Filters, NO_FILTERS } from "./filters";
import type { Column, Order } from "./order";

/** What the table currently shows. */
export interface Shown {
	readonly filters: Filters;
	readonly order: Order;
	/** From 0. */
	readonly page: number;
	readonly pageSize: number;
}

/** Columns that are sorted in descending order first. */
const DESCENDING: readonly Column[] = ["findings"];

/** What is shown, and the listeners that are notified when it changes. */
export class View {
	private shown: Shown = {
		filters: NO_FILTERS,
		order: { column: "findings", ascending: false },
		page: 0,
		pageSize: 50,
	};
	private readonly listeners: ((shown: Shown) => void)[] = [];

	/** Calls a listener now and after every change. */
	onChange(listener: (shown: Shown) => void): void {
		this.listeners.push(listener);
		listener(this.shown);
	}

	/** Sets some filters, and keeps the others. */
	filter(filters: Partial<Filters>): void {
		this.change({ filters: { ...this.shown.filters, ...filters }, page: 0 });
	}

	/** Sets exactly these filters. */
	filterOnly(filters: Partial<Filters>): void {
		this.change({ filters: { ...NO_FILTERS, ...filters }, page: 0 });
	}

	/** Sorts by a column; the second time, in reverse. */
	sortBy(column: Column): void {
		const { order } = this.shown;
		const ascending = order.column === column ? !order.ascending : !DESCENDING.includes(column);
		this.change({ order: { column, ascending }, page: 0 });
	}

	turnTo(page: number): void {
		this.change({ page });
	}

	resize(pageSize: number): void {
		this.change({ pageSize, page: 0 });
	}

	private change(part: Partial<Shown>): void {
		this.shown = { ...this.shown, ...part };
		for (const listener of this.listeners) listener(this.shown);
	}
}
