import type { TokenId } from "../values/token-id";
import type { RecordedState } from "./state";

/** A token as it is recorded, by its own resource or by a key of a set. */
export interface TokenRecord<State extends RecordedState = RecordedState> {
	readonly id: TokenId;
	readonly state: State;
	/**
	 * Distinguishes the holder of the token from any other with the same ID. Must not be shown: for a resource it
	 * contains the secret; for a key of a set it is the set's ID and the key.
	 */
	readonly holder: string;
}
