/**
 * What Rack raises on parameters that it cannot read: `ParameterTypeError`, `InvalidParameterError`,
 * `QueryLimitError`, and `EOFError` for multipart bodies. Rails makes a `BadRequest` of every one.
 */
export class RackParameterError extends Error {
	override readonly name = "RackParameterError";
}
