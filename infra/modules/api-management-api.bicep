metadata description = 'The API behind API Management: its backend, its operations from the OpenAPI document, its policy.'

@description('Name of the API Management service.')
param serviceName string

@description('Tier of the API Management service.')
param sku string

@description('Host name of the function app.')
param functionAppHostName string

@description('Resource id of the gateway\'s logger, which every call is written to.')
param loggerId string

@description('Percentage of calls that are written; those that fail always are.')
param sampledPercent int

@description('What the policies need to know; the words stand in them in double braces.')
param policyValues policyValuesType

@description('Origins of web pages that may call the API; none: no CORS.')
param allowedOrigins string[]

@description('The words of policies/*.xml. Numbers are written as text.')
type policyValuesType = {
  @description('Issuer of the callers\' tokens.')
  issuer: string

  @description('Audience of the callers\' tokens.')
  audience: string

  @description('Where the issuer describes itself.')
  'openid-configuration-url': string

  @description('Claim that names the organisation.')
  'organisation-claim': string

  @description('Calls of one organisation in a minute.')
  'organisation-calls-per-minute': string

  @description('Calls of any kind from one address in a minute.')
  'any-calls-per-minute': string

  @description('Calls without a token from one address in a minute.')
  'address-calls-per-minute': string

  @description('Audience of the token by which the gateway proves itself to the app.')
  'backend-audience': string
}

func escaped(text string) string =>
  replace(replace(replace(replace(text, '&', '&amp;'), '<', '&lt;'), '>', '&gt;'), '"', '&quot;')

// Not loadTextContent, which takes 131,072 characters: an object of JSON may have a million, and string() makes one line of it.
var document = loadJsonContent('../../docs/api/openapi-3.0.json')

// The document says itself what needs no token.
var operations = flatten(map(items(document.paths), path => map(items(path.value), operation => operation.value)))
var publicOperations = map(
  filter(operations, operation => empty(operation.?security ?? ['bearer'])),
  operation => operation.operationId
)

var cors = replace(
  loadTextContent('../policies/cors.xml'),
  '<!-- origins -->',
  join(map(allowedOrigins, origin => '<origin>${escaped(origin)}</origin>'), '')
)

// The Consumption tier has no limit by key, and its limit by subscription would be one for all callers together: there, the app's own
// has to do, and calls that the gateway refuses are not limited at all.
var addressLimit = sku != 'Consumption' ? loadTextContent('../policies/address-limit.xml') : ''
var rateLimit = sku == 'Consumption' ? '' : loadTextContent('../policies/rate-limit.xml')

var words = union(policyValues, { 'public-operations': join(publicOperations, ','), 'backend-id': backend.name })
var policy = reduce(
  items(words),
  replace(
    replace(
      replace(loadTextContent('../policies/api.xml'), '<!-- cors -->', empty(allowedOrigins) ? '' : cors),
      '<!-- address-limit -->',
      addressLimit
    ),
    '<!-- rate-limit -->',
    rateLimit
  ),
  (text, word) => replace(text, '{{${word.key}}}', escaped(word.value))
)

resource service 'Microsoft.ApiManagement/service@2024-05-01' existing = {
  name: serviceName
}

resource backend 'Microsoft.ApiManagement/service/backends@2024-05-01' = {
  parent: service
  name: 'flowledger-app'
  properties: {
    title: 'FlowLedger'
    protocol: 'http'
    url: 'https://${functionAppHostName}'
    tls: { validateCertificateChain: true, validateCertificateName: true }
    // Opens only for what says that nobody is there. 500 is one caller's trouble, 503 with Retry-After the app's own way to say "later".
    circuitBreaker: sku == 'Consumption'
      ? null
      : {
          rules: [
            {
              name: 'unreachable'
              failureCondition: {
                count: 20
                interval: 'PT1M'
                statusCodeRanges: [{ min: 502, max: 502 }, { min: 504, max: 504 }]
                errorReasons: ['BackendConnectionFailure', 'Timeout']
              }
              tripDuration: 'PT30S'
              acceptRetryAfter: false
            }
          ]
        }
  }
}

resource api 'Microsoft.ApiManagement/service/apis@2024-05-01' = {
  parent: service
  name: 'flowledger'
  properties: {
    displayName: 'FlowLedger'
    path: ''
    protocols: ['https']
    subscriptionRequired: false
    serviceUrl: 'https://${functionAppHostName}'
    format: 'openapi+json'
    // The document's server is relative, which an inline import cannot resolve.
    value: string(shallowMerge([document, { servers: [{ url: 'https://${functionAppHostName}' }] }]))
    translateRequiredQueryParameters: 'query'
  }
}

resource apiPolicy 'Microsoft.ApiManagement/service/apis/policies@2024-05-01' = {
  parent: api
  name: 'policy'
  properties: { format: 'xml', value: policy }
}

var silent = {
  headers: []
  body: { bytes: 0 }
  dataMasking: { headers: [{ value: '*', mode: 'Hide' }], queryParams: [{ value: '*', mode: 'Hide' }] }
}

resource apiDiagnostics 'Microsoft.ApiManagement/service/apis/diagnostics@2024-05-01' = {
  parent: api
  name: 'applicationinsights'
  properties: {
    loggerId: loggerId
    alwaysLog: 'allErrors'
    sampling: { samplingType: 'fixed', percentage: sampledPercent }
    httpCorrelationProtocol: 'W3C'
    operationNameFormat: 'Name'
    verbosity: 'information'
    logClientIp: false
    metrics: false
    frontend: { request: silent, response: silent }
    backend: { request: silent, response: silent }
  }
}
