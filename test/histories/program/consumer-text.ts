/**
 * The `__provider` of a resource that represents a consumer of a token: it keeps what it is given. It has no
 * `diff`, so the engine compares its inputs.
 */
export const CONSUMER_PROVIDER =
	'exports.handler=()=>{const take=(i)=>{if(i.fails)throw new Error("the consumer fails, as it was told to");return i};return{create:async(i)=>({id:"consumer",outs:take(i)}),update:async(_,o,n)=>({outs:take(n)})}}';
