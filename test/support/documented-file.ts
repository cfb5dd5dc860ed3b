/** The value of a file in HighLevel's documentation of Update Contact. */
export const documentedFile = {
  meta: {
    fieldname: '1HeGizb13P0odwgOgKSs',
    originalname: 'IMG_20231215_164412935.jpg',
    encoding: '7bit',
    mimetype: 'image/jpeg',
    size: 1786611,
    uuid: 'f31175d4-2b06-4fc6-b7bc-74cd814c68cb',
  },
  url: 'https://services.leadconnectorhq.com/documents/download/w2M9qTZ0ZJz8rGt02jdJ',
  documentId: 'w2M9qTZ0ZJz8rGt02jdJ',
}
