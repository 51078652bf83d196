import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { getSignedUrl } from '@aws-sdk/s3-request-presigner'
import { BlobSASPermissions, generateBlobSASQueryParameters, StorageSharedKeyCredential } from '@azure/storage-blob'
import { FILE, LIFE_SECONDS, secretBytes } from '../lib/fixture.mjs'

const account = new StorageSharedKeyCredential('account', secretBytes.toString('base64'))
const permissions = BlobSASPermissions.parse('r')

export function azureSas() {
  const expiresOn = new Date(Date.now() + LIFE_SECONDS * 1000)
  const grant = { containerName: 'files', blobName: FILE, permissions, expiresOn }
  return generateBlobSASQueryParameters(grant, account).toString()
}

const client = new S3Client({
  region: 'eu-central-1',
  credentials: { accessKeyId: 'example', secretAccessKey: secretBytes.toString('base64') },
})

export function s3Presigned() {
  return getSignedUrl(client, new GetObjectCommand({ Bucket: 'files', Key: FILE }), { expiresIn: LIFE_SECONDS })
}
