"""What people and branch offices ask of intake; the fields of a body are those of the outside contract."""
