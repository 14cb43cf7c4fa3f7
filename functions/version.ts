/** The version of the API, as the OpenAPI document tells it. */
export const version = '0.1.0';
