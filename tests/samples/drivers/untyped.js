for (const id of [undefined, null, 123, true, '', ['a'], {}]) {
  let line = 'refused';
  try {
    line = JSON.stringify(CALL);
  } catch (error) {
    // said by the line
  }
  console.log(line);
}
