/** For a route's `preValidation`: a body that is left out is an empty one. */
export async function optionalBody(request: { body: unknown }): Promise<void> {
  request.body ??= {};
}
