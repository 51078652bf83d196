// What Amazon S3 presigned URLs, POST policies and Azure shared access signatures can express, row by row.
// docs/from-s3-and-azure.md shows these tables. test/properties/parity proves each row, unless `elsewhere` gives a reason.

/** One parameter of theirs. */
export interface ParityRow {
  /** Its name, as it stands in their documentation. */
  readonly theirs: string
  readonly meaning: string
  /** What says the same here. */
  readonly ours: string
  /** Why there is nothing to prove in a link. */
  readonly elsewhere?: string
}

/**
 * Amazon S3: query parameters of a presigned URL (Signature Version 4), and fields and conditions of a POST policy.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html
 * https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-HTTPPOSTConstructPolicy.html
 */
export const S3_ROWS: readonly ParityRow[] = [
  { theirs: 'method GET', meaning: 'download', ours: "perms: 'read'" },
  { theirs: 'method HEAD', meaning: 'headers only, with a separate URL', ours: "perms: 'read' covers GET and HEAD" },
  { theirs: 'method PUT', meaning: 'upload, overwrites', ours: "perms: 'write'" },
  { theirs: 'method POST', meaning: 'upload by form', ours: "perms: 'create' or 'write'" },
  { theirs: 'method DELETE', meaning: 'delete', ours: "perms: 'delete'" },
  { theirs: 'several methods', meaning: 'one URL for each', ours: "perms: ['read', 'write', …] in one link" },
  { theirs: 'bucket and key', meaning: 'the object', ours: 'fileId, opaque' },
  { theirs: 'versionId', meaning: 'one version of the object', ours: "part of the fileId, such as 'report.pdf@v3'" },
  {
    theirs: 'partNumber, uploadId',
    meaning: 'one part of a multipart upload',
    ours: 'part of the fileId; one link per part',
  },
  { theirs: 'list-type, prefix', meaning: 'list the objects under a prefix', ours: "perms: 'list' with scope: 'tree'" },
  { theirs: 'X-Amz-Algorithm', meaning: 'how it is signed', ours: 'always HMAC-SHA256' },
  {
    theirs: 'X-Amz-Credential',
    meaning: 'access key id, date, region, service',
    ours: 'key id in the token; purpose separates keys',
  },
  { theirs: 'X-Amz-Date', meaning: 'when it was signed and becomes valid', ours: 'notBefore' },
  { theirs: 'X-Amz-Date in the future', meaning: 'not valid before then', ours: 'notBefore' },
  {
    theirs: 'X-Amz-Date pinned',
    meaning: 'the same URL every time, for caches',
    ours: 'the same input in the same second gives the same token; roundExpiry',
  },
  { theirs: 'X-Amz-Expires', meaning: 'lifetime, 1 second to 7 days', ours: 'ttl, at most maxTtl' },
  { theirs: 'X-Amz-Signature', meaning: 'the signature', ours: 'the last 43 characters' },
  {
    theirs: 'X-Amz-SignedHeaders',
    meaning: 'headers that a request must have',
    ours: 'one condition for each header that matters',
  },
  {
    theirs: 'X-Amz-Security-Token',
    meaning: 'session of temporary credentials',
    ours: 'keys with verifyUntil',
  },
  { theirs: 'response-content-type', meaning: 'Content-Type of the answer', ours: 'response.contentType' },
  {
    theirs: 'response-content-disposition',
    meaning: 'Content-Disposition of the answer',
    ours: 'response.disposition, response.filename',
  },
  { theirs: 'response-cache-control', meaning: 'Cache-Control of the answer', ours: 'response.cacheControl' },
  { theirs: 'response-content-language', meaning: 'Content-Language of the answer', ours: 'response.contentLanguage' },
  { theirs: 'response-content-encoding', meaning: 'Content-Encoding of the answer', ours: 'response.contentEncoding' },
  {
    theirs: 'response-expires',
    meaning: 'Expires of the answer',
    ours: "response.cacheControl: 'max-age=…'",
  },
  { theirs: 'signed Content-Type', meaning: 'the type that an upload must have', ours: 'upload.contentTypes' },
  {
    theirs: 'signed Content-Length',
    meaning: 'the size that an upload must have',
    ours: 'upload.minBytes = upload.maxBytes',
  },
  {
    theirs: 'signed Content-MD5, x-amz-checksum-*',
    meaning: 'the content that an upload must have',
    ours: 'ref can carry a digest',
  },
  {
    theirs: 'x-amz-acl, x-amz-storage-class, x-amz-server-side-encryption',
    meaning: 'how the object is stored',
    ours: '–',
    elsewhere: 'the application decides how to store a file',
  },
  { theirs: 'x-amz-meta-*, x-amz-tagging', meaning: 'data kept with the object', ours: 'ref, for one small text' },
  {
    theirs: 'x-amz-expected-bucket-owner, x-amz-request-payer',
    meaning: 'which account owns the bucket, and who pays',
    ours: '–',
    elsewhere: 'daypass has no accounts',
  },
  { theirs: 'aws:SourceIp', meaning: 'addresses, in a bucket policy', ours: 'addresses, in the link' },
  { theirs: 'aws:SecureTransport', meaning: 'https only, in a bucket policy', ours: 'httpsOnly, in the link' },
  { theirs: 's3:signatureAge', meaning: 'maximum age, in a bucket policy', ours: 'maxTtl of the verifying server' },
  { theirs: 'POST expiration', meaning: 'expiry of the policy', ours: 'ttl as a Date' },
  { theirs: 'POST eq $key', meaning: 'the object', ours: 'fileId' },
  {
    theirs: 'POST starts-with $key',
    meaning: 'any object under a prefix',
    ours: "scope: 'tree', on segment boundaries",
  },
  { theirs: 'POST eq $Content-Type', meaning: 'the type', ours: 'upload.contentTypes' },
  {
    theirs: 'POST starts-with $Content-Type',
    meaning: "a family of types, such as 'image/'",
    ours: "upload.contentTypes: ['image/*']",
  },
  {
    theirs: 'POST content-length-range',
    meaning: 'minimum and maximum size',
    ours: 'upload.minBytes, upload.maxBytes',
  },
  {
    theirs: 'POST success_action_redirect',
    meaning: 'where the browser goes afterwards',
    ours: '–',
    elsewhere: 'the application answers the upload itself',
  },
  {
    theirs: 'POST success_action_status',
    meaning: 'status afterwards',
    ours: '–',
    elsewhere: 'the application answers the upload itself',
  },
  { theirs: 'POST x-ignore-*', meaning: 'form fields outside the policy', ours: 'only the token is signed' },
]

/**
 * Azure Storage: account, service and user delegation SAS.
 * https://learn.microsoft.com/rest/api/storageservices/create-service-sas
 * https://learn.microsoft.com/rest/api/storageservices/create-user-delegation-sas
 */
export const SAS_ROWS: readonly ParityRow[] = [
  { theirs: 'sp=r', meaning: 'read', ours: "perms: 'read'" },
  { theirs: 'sp=a', meaning: 'add: append to a blob', ours: "perms: a custom permission, such as 'append'" },
  { theirs: 'sp=c', meaning: 'create, never overwrite', ours: "perms: 'create'" },
  { theirs: 'sp=w', meaning: 'write', ours: "perms: 'write'" },
  { theirs: 'sp=d', meaning: 'delete', ours: "perms: 'delete'" },
  { theirs: 'sp=x', meaning: 'delete a version', ours: "perms: 'delete', the version in the fileId" },
  { theirs: 'sp=y', meaning: 'delete for good', ours: "perms: a custom permission, such as 'purge'" },
  { theirs: 'sp=l', meaning: 'list', ours: "perms: 'list'" },
  { theirs: 'sp=t', meaning: 'tags', ours: "perms: a custom permission, such as 'tag'" },
  { theirs: 'sp=f', meaning: 'find by tags', ours: "perms: a custom permission, such as 'find'" },
  { theirs: 'sp=m', meaning: 'move', ours: "perms: a custom permission, such as 'move'" },
  {
    theirs: 'sp=e',
    meaning: 'execute: system properties, ACLs of directories',
    ours: "perms: a custom permission, such as 'execute'",
  },
  { theirs: 'sp=o', meaning: 'set owner', ours: "perms: a custom permission, such as 'set-owner'" },
  { theirs: 'sp=p', meaning: 'set permissions', ours: "perms: a custom permission, such as 'set-permissions'" },
  { theirs: 'sp=i', meaning: 'set immutability policy', ours: "perms: a custom permission, such as 'retain'" },
  { theirs: 'sp with several letters', meaning: 'in a fixed order', ours: 'perms: a list, in any order' },
  { theirs: 'st', meaning: 'start', ours: 'notBefore; startLeeway for clocks that differ' },
  { theirs: 'se', meaning: 'expiry', ours: 'ttl' },
  {
    theirs: 'sip',
    meaning: 'one IPv4 address or range',
    ours: 'addresses: a list of IPv4 and IPv6 addresses and CIDRs',
  },
  { theirs: 'spr=https', meaning: 'https only', ours: 'httpsOnly' },
  { theirs: 'spr=https,http', meaning: 'https or http', ours: 'omit httpsOnly' },
  { theirs: 'sr=b', meaning: 'one blob', ours: 'fileId' },
  { theirs: 'sr=bv, sr=bs', meaning: 'one version, one snapshot', ours: "part of the fileId, such as 'report.pdf@v3'" },
  { theirs: 'sr=f, sr=s', meaning: 'a file, a share', ours: "fileId, scope: 'tree'" },
  { theirs: 'sr=c', meaning: 'a container', ours: "scope: 'tree' on its name" },
  { theirs: 'sr=d', meaning: 'a directory', ours: "scope: 'tree'" },
  { theirs: 'sdd', meaning: 'depth of the directory', ours: 'not needed: the folder is in the token' },
  { theirs: 'sv', meaning: 'version of the format', ours: 'the first character of the token' },
  { theirs: 'sig', meaning: 'the signature', ours: 'the last 43 characters' },
  { theirs: 'si', meaning: 'stored access policy', ours: 'policy of a managed link, which needs a store' },
  { theirs: 'ss, srt', meaning: 'services and resource types of an account SAS', ours: 'purpose' },
  { theirs: 'rscc', meaning: 'Cache-Control of the answer', ours: 'response.cacheControl' },
  { theirs: 'rscd', meaning: 'Content-Disposition of the answer', ours: 'response.disposition, response.filename' },
  { theirs: 'rsce', meaning: 'Content-Encoding of the answer', ours: 'response.contentEncoding' },
  { theirs: 'rscl', meaning: 'Content-Language of the answer', ours: 'response.contentLanguage' },
  { theirs: 'rsct', meaning: 'Content-Type of the answer', ours: 'response.contentType' },
  { theirs: 'ses', meaning: 'encryption scope', ours: '–', elsewhere: 'the application decides how to store a file' },
  { theirs: 'scid', meaning: 'correlation id, in the logs', ours: 'ref, in the grant' },
  { theirs: 'skoid, sktid', meaning: 'who requested the delegation key', ours: 'key id' },
  {
    theirs: 'skt, ske',
    meaning: 'start and expiry of the delegation key',
    ours: 'signFrom, signUntil, verifyUntil of a key',
  },
  { theirs: 'sks, skv', meaning: 'service and version of the delegation key', ours: 'purpose, version' },
  { theirs: 'saoid', meaning: 'user on whose behalf it was signed', ours: 'ref' },
  {
    theirs: 'suoid',
    meaning: 'user to be checked against ACLs',
    ours: 'ref',
    elsewhere: 'the application checks ACLs and finds the user in ref',
  },
  { theirs: 'sduoid, skdutid', meaning: 'the only user who may use it', ours: 'boundTo' },
  {
    theirs: 'tn, spk, srk, epk, erk',
    meaning: 'ranges of rows of a table',
    ours: '–',
    elsewhere: 'links open files, not rows',
  },
]
