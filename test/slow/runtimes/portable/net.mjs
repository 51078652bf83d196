import ipRegex from 'ip-regex'

const [four, six] = [ipRegex.v4({ exact: true }), ipRegex.v6({ exact: true })]
export const isIPv4 = (text) => four.test(text)
export const isIPv6 = (text) => six.test(text)
